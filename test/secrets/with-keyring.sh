#!/bin/sh
# Runs a program inside a session with an unlocked keyring of its own.
# usage: with-keyring.sh PROGRAM [ARGUMENT...]
exec dbus-run-session -- sh -c '
  printf "\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
  exec "$@"' sh "$@"
