package io.github.noleaks.internal.watch;

import io.github.noleaks.OpenChannel.Kind;

/**
 * What is known about a socket.
 *
 * @param kind what it is
 * @param target what it leads to, as a user speaks of it
 * @param place where it is bound: the port, or the path of a Unix domain socket; empty if nowhere
 */
record SocketFacts(Kind kind, String target, String place) {
  static final String UNNAMED = "unnamed";

  /** One that no table has: it was neither bound nor connected. */
  static final SocketFacts UNBOUND = new SocketFacts(Kind.SOCKET, "not connected", "");

  boolean isListener() {
    return kind == Kind.LISTENER;
  }
}
