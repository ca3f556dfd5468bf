"""What leaves the program to be looked at: label reports and annotated clips."""
