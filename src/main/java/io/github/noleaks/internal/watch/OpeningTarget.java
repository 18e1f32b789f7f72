package io.github.noleaks.internal.watch;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** What an open resource leads to, as a user speaks of it. */
final class OpeningTarget {
  private OpeningTarget() {}

  static String of(RecordedOpening opening) {
    String path = opening.path();
    if (path != null) {
      String mode = opening.mode();
      String absolute = new File(path).getAbsolutePath();
      return mode == null ? absolute : "%s (%s)".formatted(absolute, mode);
    }
    Object near = opening.local();
    if (near == null && opening.remote() instanceof InetAddress far && far.isLoopbackAddress()) {
      near = far;
    }
    String local = text(near, opening.localPort());
    String remote = text(opening.remote(), opening.remotePort());
    if (opening.resource() instanceof NetworkChannel channel && channel.isOpen()) {
      String now = local(channel);
      local = now == null ? local : now;
      now = remote(channel);
      remote = now == null ? remote : now;
    }
    // One end of a Unix domain socket is unnamed.
    return remote.isEmpty() ? local : local.isEmpty() ? remote : local + " → " + remote;
  }

  private static @Nullable String local(NetworkChannel channel) {
    try {
      return text(channel.getLocalAddress(), 0);
    } catch (IOException | RuntimeException e) {
      return null; // Closed meanwhile.
    }
  }

  private static @Nullable String remote(NetworkChannel channel) {
    try {
      Object remote = null;
      if (channel instanceof SocketChannel socket) {
        remote = socket.getRemoteAddress();
      } else if (channel instanceof DatagramChannel socket) {
        remote = socket.getRemoteAddress();
      } else if (channel instanceof AsynchronousSocketChannel socket) {
        remote = socket.getRemoteAddress();
      }
      return remote == null ? null : text(remote, 0);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Names are not looked up: that may take long. */
  private static String text(@Nullable Object address, int port) {
    if (address instanceof InetSocketAddress socket) {
      InetAddress host = socket.getAddress();
      return host == null
          ? "%s:%d".formatted(socket.getHostString(), socket.getPort())
          : text(host, socket.getPort());
    }
    if (address instanceof InetAddress host) {
      if (port <= 0 || host.isAnyLocalAddress()) {
        return port <= 0 ? "" : ":" + port;
      }
      String text = host.getHostAddress();
      return (text.indexOf(':') < 0 ? "%s:%d" : "[%s]:%d").formatted(text, port);
    }
    return address != null ? address.toString() : port > 0 ? ":" + port : "";
  }
}
