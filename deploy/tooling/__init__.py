"""What `make check` and `make features` run; needs the libraries of requirements/dev.txt."""
