"""How much, compared with the same months of earlier years."""
