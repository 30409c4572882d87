"""Work in the background: progress, cancel, lease, retries. Nothing is lost when a process is killed."""
