"""What a service's container runs: `serve`, or `migrate` once before."""
