"""Cron schedules: presets and next runs (`schedules`), the server's `grammar`, and its `words`."""
