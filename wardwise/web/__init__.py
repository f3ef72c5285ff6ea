"""What people see: pages that put features together. It composes and decides nothing."""
