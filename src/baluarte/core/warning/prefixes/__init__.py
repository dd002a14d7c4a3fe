"""Networks: read by columns, and flattened so that one search finds the narrowest that covers an address."""
