"""What ties the messages of a notice together: their numbers, where a reply goes, and the link people follow."""
