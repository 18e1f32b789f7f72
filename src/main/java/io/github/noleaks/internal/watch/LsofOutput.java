package io.github.noleaks.internal.watch;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What {@code lsof -F} prints: a line a field, each with a letter that says which. */
final class LsofOutput {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Map<String, String> ACCESSES =
      Map.of("r", " (read)", "w", " (write)", "u", " (read and write)");

  private LsofOutput() {}

  static DescriptorListing parse(List<String> lines) {
    Map<Integer, String> identities = new HashMap<>();
    Map<Integer, OpenChannel> described = new HashMap<>();
    Map<String, String> fields = new HashMap<>();
    for (String line : lines) {
      if (line.startsWith("f") || line.startsWith("p")) {
        add(fields, identities, described);
        fields.clear();
      }
      if (!line.isEmpty()) {
        // The state of a connection has the letter of the lengths of its queues.
        String key = line.startsWith("T") ? line.substring(0, Math.min(3, line.length())) : "";
        fields.put(key.isEmpty() ? line.substring(0, 1) : key, line.substring(1));
      }
    }
    add(fields, identities, described);
    return new DescriptorListing(Map.copyOf(identities), Map.copyOf(described));
  }

  private static void add(
      Map<String, String> fields,
      Map<Integer, String> identities,
      Map<Integer, OpenChannel> described) {
    String descriptor = fields.getOrDefault("f", "");
    // Not the current folder, the program, or what is mapped to memory.
    if (NUMBER.matcher(descriptor).matches()) {
      int number = Integer.parseInt(descriptor);
      String name = field(fields, "n");
      identities.put(
          number,
          "%s %s%s %s"
              .formatted(
                  field(fields, "t"),
                  field(fields, "d"),
                  field(fields, "i"),
                  isAddressed(fields) ? "" : name)
              .strip());
      described.put(number, channel(fields, name));
    }
  }

  /** Sockets change their names while they are connected. */
  private static boolean isAddressed(Map<String, String> fields) {
    return !field(fields, "P").isEmpty() && !field(fields, "d").isEmpty();
  }

  private static String field(Map<String, String> fields, String letter) {
    return fields.getOrDefault(letter, "");
  }

  private static OpenChannel channel(Map<String, String> fields, String name) {
    String type = field(fields, "t").toLowerCase(Locale.ROOT);
    return switch (type) {
      case "reg", "vreg", "chr", "vchr", "blk", "fifo" ->
          type.equals("fifo") && !name.startsWith("/")
              ? of(Kind.PIPE, "")
              : of(Kind.FILE, name + ACCESSES.getOrDefault(field(fields, "a"), ""));
      case "dir", "vdir" -> of(Kind.DIRECTORY, name);
      case "pipe" -> of(Kind.PIPE, "");
      case "kqueue" -> of(Kind.SELECTOR, "");
      case "a_inode" -> anonymous(name);
      case "unix" -> of(Kind.SOCKET, name.startsWith("/") ? name : SocketFacts.UNNAMED);
      case "ipv4", "ipv6", "inet" -> internet(fields, name);
      default -> of(Kind.OTHER, (type + " " + name).strip());
    };
  }

  private static OpenChannel anonymous(String name) {
    return name.contains("eventpoll")
        ? of(Kind.SELECTOR, "")
        : name.contains("inotify") ? of(Kind.WATCH, "") : of(Kind.OTHER, name);
  }

  private static OpenChannel internet(Map<String, String> fields, String name) {
    String state = field(fields, "TST").replace("ST=", "");
    String target = name.replace("[::ffff:", "[").replace("->", " → ").replace("*:", ":");
    if (field(fields, "P").equals("UDP")) {
      return of(Kind.DATAGRAM, target);
    }
    return state.equals("LISTEN")
        ? of(Kind.LISTENER, target)
        : of(Kind.SOCKET, (target + " " + state).strip());
  }

  private static OpenChannel of(Kind kind, String target) {
    return new OpenChannel(kind, target, null);
  }
}
