"""The outbox compared with everything else that knows of a message: contacts, notices, and the record of the mail gateway."""
