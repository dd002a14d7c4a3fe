"""How a product of an inventory is written: by its CPE 2.3 name, or by vendor, product and version."""
