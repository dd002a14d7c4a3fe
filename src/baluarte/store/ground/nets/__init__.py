"""The nets under the rules: what the database itself refuses or hides, whatever the code above it does."""
