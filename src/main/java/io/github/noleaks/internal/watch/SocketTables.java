package io.github.noleaks.internal.watch;

import io.github.noleaks.OpenChannel.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kernel's tables of sockets, by the number of the socket's inode. For one look. */
final class SocketTables {
  private static final String FOLDER = "/proc/self/net/";
  private static final String LISTEN = "LISTEN";
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final int HEX = 16;

  /** As the kernel numbers them, from 1 on. */
  private static final List<String> STATES =
      List.of(
          "ESTABLISHED",
          "SYN_SENT",
          "SYN_RECV",
          "FIN_WAIT1",
          "FIN_WAIT2",
          "TIME_WAIT",
          "CLOSE",
          "CLOSE_WAIT",
          "LAST_ACK",
          LISTEN,
          "CLOSING",
          "NEW_SYN_RECV");

  private static final int ACCEPTS = 1 << 16;
  private static final String DATAGRAM = "0002";

  private final Map<String, SocketFacts> byInode = new HashMap<>();

  /** Those that are still to be read. */
  private final Deque<Runnable> unread = new ArrayDeque<>();

  private SocketTables() {}

  /**
   * Those of now. Each is read when it is needed: on some machines one takes milliseconds. The JDK
   * makes its sockets for both versions of the protocol, so most are in the first.
   */
  static SocketTables ofThisJvm() {
    SocketTables tables = new SocketTables();
    tables.unread.add(() -> tables.addTcp(ProcFiles.lines(FOLDER + "tcp6")));
    tables.unread.add(() -> tables.addUnix(ProcFiles.lines(FOLDER + "unix")));
    tables.unread.add(() -> tables.addUdp(ProcFiles.lines(FOLDER + "udp6")));
    tables.unread.add(() -> tables.addUdp(ProcFiles.lines(FOLDER + "udp")));
    tables.unread.add(() -> tables.addTcp(ProcFiles.lines(FOLDER + "tcp")));
    return tables;
  }

  static SocketTables parse(List<String> tcp, List<String> udp, List<String> unix) {
    SocketTables tables = new SocketTables();
    tables.unread.add(() -> tables.addTcp(tcp));
    tables.unread.add(() -> tables.addUdp(udp));
    tables.unread.add(() -> tables.addUnix(unix));
    return tables;
  }

  @Nullable SocketFacts find(String inode) {
    SocketFacts facts = byInode.get(inode);
    while (facts == null && !unread.isEmpty()) {
      unread.remove().run();
      facts = byInode.get(inode);
    }
    return facts;
  }

  private void addTcp(List<String> lines) {
    addInternet(lines, SocketTables::tcp);
  }

  private void addUdp(List<String> lines) {
    addInternet(lines, SocketTables::udp);
  }

  private interface Line {
    SocketFacts facts(String local, String remote, int state);
  }

  private void addInternet(List<String> lines, Line line) {
    for (String each : lines) {
      String[] fields = SPACES.split(each.strip(), -1);
      try {
        if (fields.length > 9 && fields[0].endsWith(":")) {
          byInode.put(
              fields[9], line.facts(fields[1], fields[2], Integer.parseInt(fields[3], HEX)));
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        // A kernel that writes it in another way.
      }
    }
  }

  private static SocketFacts tcp(String local, String remote, int state) {
    String name = state > 0 && state <= STATES.size() ? STATES.get(state - 1) : "state " + state;
    String here = SocketAddressText.of(local);
    String place = Integer.toString(SocketAddressText.port(local));
    return name.equals(LISTEN)
        ? new SocketFacts(Kind.LISTENER, here, place)
        : new SocketFacts(Kind.SOCKET, between(here, remote) + " " + name, place);
  }

  private static SocketFacts udp(String local, String remote, int state) {
    String place = Integer.toString(SocketAddressText.port(local));
    return new SocketFacts(Kind.DATAGRAM, between(SocketAddressText.of(local), remote), place);
  }

  private static String between(String here, String remote) {
    return SocketAddressText.port(remote) == 0 ? here : here + " → " + SocketAddressText.of(remote);
  }

  private void addUnix(List<String> lines) {
    for (String each : lines) {
      // Number, count, protocol, flags, type, state, inode, path.
      String[] fields = SPACES.split(each.strip(), 8);
      try {
        if (fields.length > 6 && fields[0].endsWith(":")) {
          boolean accepts = (Integer.parseInt(fields[3], HEX) & ACCEPTS) != 0;
          Kind kind =
              accepts ? Kind.LISTENER : fields[4].equals(DATAGRAM) ? Kind.DATAGRAM : Kind.SOCKET;
          String path = fields.length > 7 ? fields[7] : "";
          byInode.put(
              fields[6], new SocketFacts(kind, path.isEmpty() ? SocketFacts.UNNAMED : path, path));
        }
      } catch (IllegalArgumentException e) {
        // A kernel that writes it in another way.
      }
    }
  }
}
