"""What is known of messages after they left: which mailbox was handed which one, and when."""
