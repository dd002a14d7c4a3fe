"""Sources of deliveries, their rounds and their health."""
