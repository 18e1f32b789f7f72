package io.github.noleaks.internal.watch;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Linux says about some descriptors. For one look. */
final class ProcDescription {
  private static final String SOCKET = "socket:[";
  private static final String PIPE = "pipe:[";
  private static final String ANONYMOUS = "anon_inode:";

  private final Map<Integer, String> fresh;
  private final DescriptorListing now;
  private final OwnPaths own;
  private final Map<Integer, DescriptorInfo> infos = new HashMap<>();
  private final SocketTables sockets = SocketTables.ofThisJvm();

  ProcDescription(Map<Integer, String> fresh, DescriptorListing now, OwnPaths own) {
    this.fresh = fresh;
    this.now = now;
    this.own = own;
  }

  List<SeenChannel> channels() {
    Set<Integer> parts = PollGroups.parts(fresh, now, this::info);
    parts.addAll(pairsOfWatches());
    parts.addAll(firstsOfDirectories());
    Set<String> ownPipes = ChildPipes.ofOwnProcesses(fresh.values());
    List<SeenChannel> channels = new ArrayList<>();
    fresh.forEach(
        (number, identity) -> {
          if (number > 2 && !parts.contains(number) && !ownPipes.contains(identity)) {
            OpenChannel channel = channel(number, identity);
            if (channel != null) {
              channels.add(new SeenChannel(number + " " + identity, channel, number, -1, null));
            }
          }
        });
    return channels;
  }

  private DescriptorInfo info(int number) {
    return infos.computeIfAbsent(number, DescriptorInfo::of);
  }

  private SocketFacts socket(String identity) {
    SocketFacts facts = sockets.find(inode(identity));
    return facts == null ? SocketFacts.UNBOUND : facts;
  }

  private static String inode(String identity) {
    return identity.substring(identity.indexOf('[') + 1, identity.length() - 1);
  }

  /** The facts, or {@code null} if it is not the test's. */
  private @Nullable OpenChannel channel(int number, String identity) {
    if (identity.startsWith(SOCKET)) {
      SocketFacts facts = socket(identity);
      return isAccepted(facts) || own.test(facts.place()) ? null : of(facts.kind(), facts.target());
    }
    if (identity.startsWith(PIPE)) {
      return of(
          Kind.PIPE,
          info(number).isReadOnly() ? "read end" : info(number).isWriteOnly() ? "write end" : "");
    }
    if (PollGroups.isPoll(identity)) {
      return of(Kind.SELECTOR, "");
    }
    if (isWatch(identity)) {
      return of(Kind.WATCH, "");
    }
    return identity.startsWith("/") ? file(number, identity) : of(Kind.OTHER, name(identity));
  }

  private static String name(String identity) {
    return identity.startsWith(ANONYMOUS) ? identity.substring(ANONYMOUS.length()) : identity;
  }

  private static OpenChannel of(Kind kind, String target) {
    return new OpenChannel(kind, target, null);
  }

  private static boolean isWatch(String identity) {
    return identity.startsWith(ANONYMOUS) && identity.contains("inotify");
  }

  private @Nullable OpenChannel file(int number, String path) {
    if (own.test(path)) {
      return null;
    }
    boolean deleted = ProcDescriptors.isDeleted(number);
    String note = deleted ? "deleted" : "";
    if (isDirectory(number)) {
      return of(Kind.DIRECTORY, path + (deleted ? ProcDescriptors.DELETED : ""));
    }
    String access = info(number).access();
    String both = access.isEmpty() || note.isEmpty() ? access + note : access + ", " + note;
    return of(Kind.FILE, both.isEmpty() ? path : path + " (" + both + ")");
  }

  /** Asks for what is open under this number, which opens nothing. */
  private boolean isDirectory(int number) {
    return info(number).isReadOnly()
        && Files.isDirectory(Path.of(ProcDescriptors.FOLDER + "/" + number));
  }

  /** Whether a server that was there at the mark has it from a client, whose end is told. */
  private boolean isAccepted(SocketFacts facts) {
    return facts.kind() == Kind.SOCKET
        && !facts.place().isEmpty()
        && servers().contains(facts.place());
  }

  private Set<String> servers() {
    Set<String> places = new HashSet<>();
    now.identities()
        .forEach(
            (number, identity) -> {
              if (identity.startsWith(SOCKET) && !fresh.containsKey(number)) {
                SocketFacts facts = socket(identity);
                if (facts.isListener()) {
                  places.add(facts.place());
                }
              }
            });
    return places;
  }

  /** A watch service is woken up by a pair of sockets that have no names. */
  private Set<Integer> pairsOfWatches() {
    long watches = fresh.values().stream().filter(ProcDescription::isWatch).count();
    Set<Integer> pairs = new HashSet<>();
    if (watches == 0) {
      return pairs;
    }
    Map<Long, Integer> byInode = new HashMap<>();
    fresh.forEach(
        (number, identity) -> {
          if (identity.startsWith(SOCKET)
              && socket(identity).target().equals(SocketFacts.UNNAMED)) {
            byInode.put(Long.valueOf(inode(identity)), number);
          }
        });
    byInode.keySet().stream()
        .sorted()
        .filter(inode -> byInode.containsKey(inode + 1))
        .limit(watches)
        .forEach(
            inode -> {
              pairs.add(byInode.get(inode));
              pairs.add(byInode.get(inode + 1));
            });
    return pairs;
  }

  /** The JDK opens a directory twice to list it, and its object knows the second number. */
  private Set<Integer> firstsOfDirectories() {
    Map<String, Integer> single = new HashMap<>();
    Set<Integer> firsts = new HashSet<>();
    fresh.forEach(
        (number, identity) -> {
          if (identity.startsWith("/") && isDirectory(number)) {
            Integer first = single.remove(identity);
            if (first == null) {
              single.put(identity, number);
            } else {
              firsts.add(first);
            }
          }
        });
    return firsts;
  }
}
