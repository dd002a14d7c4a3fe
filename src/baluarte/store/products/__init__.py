"""Published flaws: KEV entries, EPSS scores, CVE records."""
