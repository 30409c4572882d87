"""The ledger of draws: who is mentored now and who starts later, decided by lot, append only."""
