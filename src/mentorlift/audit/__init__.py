"""The append-only record of what was changed, by whom and when: ids and digests, never names or texts."""
