"""The keys of subjects, in files apart from the database: one for each class of data and period."""
