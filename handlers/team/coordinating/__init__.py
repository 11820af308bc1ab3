"""What coordinators need to work together: which subjects are whose, who was given which role."""
