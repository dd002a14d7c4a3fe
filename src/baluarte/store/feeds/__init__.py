"""Raw store, deliveries, quarantine, lake and manifest."""
