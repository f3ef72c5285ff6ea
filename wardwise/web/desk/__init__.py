"""The staff desk: home, navigation and pages that must see several stages."""
