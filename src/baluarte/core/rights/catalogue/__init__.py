"""What personal data there is, where it lies, who sees it how, and for how long: the catalogue of a country."""
