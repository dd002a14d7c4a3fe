"""Lists of what is known to be harmless or shared by many: they mark, and never delete."""
