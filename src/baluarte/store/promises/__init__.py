"""What the room of the promises keeps beside the database: backups. It has no tables of its own."""
