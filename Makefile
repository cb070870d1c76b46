run test check bench screenshots setup browser words lock clean help:
	@./do $@
.PHONY: run test check bench screenshots setup browser words lock clean help
