"""What a finding asks of people beyond an answer: its tasks, and who hears of it when they stay silent."""
