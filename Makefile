# Two words for a newcomer. Both install what is missing (saying what and why), both work again
# without network; everything else is ./dev and meson.
#   make run    builds, makes a demo book on first use, serves on 127.0.0.1:8420, prints the logins
#   make test   builds and runs everything that this machine can run; ends with `N passed, N failed`
#   make build  leaves the release binary in build/mingli
.PHONY: run test build
.DEFAULT_GOAL := run

run: build
	@exec ./dev run

build:
	@tools/setup build
	@./dev release

test:
	@tools/setup build test
	@exec tools/run-tests
