"""A report as a file or a chart: what somebody wants, who may have it, what is in it."""
