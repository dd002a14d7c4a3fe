"""Which keys the lake already holds of a report and a day: asked of its parts, and remembered by this process."""
