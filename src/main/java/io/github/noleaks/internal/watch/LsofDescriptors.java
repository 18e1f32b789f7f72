package io.github.noleaks.internal.watch;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import io.github.noleaks.internal.access.OwnProcesses;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The descriptors as {@code lsof} lists them, where there is no {@code /proc}. */
final class LsofDescriptors implements DescriptorSource {
  private static final long MOST_SECONDS = 20;
  private static final String ARROW = " → ";

  private final DescriptorCount count;
  private volatile @Nullable String failure;

  LsofDescriptors(DescriptorCount count) {
    this.count = count;
  }

  /** Not read before it is needed. */
  private static final class Own {
    static final OwnPaths PATHS = new OwnPaths();
  }

  @Override
  public int count() {
    return count.now();
  }

  @Override
  public boolean isCostly() {
    return true;
  }

  @Override
  public DescriptorListing list() {
    if (failure != null) {
      return DescriptorListing.NONE;
    }
    try {
      // To a file: a pipe to it would be one more descriptor.
      Path output = Files.createTempFile("noleaks-open-", ".txt");
      try {
        run(output);
        byte[] bytes = Files.readAllBytes(output);
        return LsofOutput.parse(new String(bytes, Charset.defaultCharset()).lines().toList());
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException | RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      return DescriptorListing.NONE; // Without it nothing is new.
    }
  }

  @Override
  public Optional<String> problem() {
    return Optional.ofNullable(failure)
        .map(
            why ->
                "lsof does not tell which files and sockets are open (%s): run the tests with"
                        .formatted(why)
                    + " -javaagent:noleaks.jar to have them checked");
  }

  private static void run(Path output) throws IOException {
    String pid = Long.toString(ProcessHandle.current().pid());
    Process lsof =
        OwnProcesses.start(
            new ProcessBuilder("lsof", "-n", "-P", "-w", "-p", pid, "-F", "fatdinPT")
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(output.toFile()));
    boolean interrupted = Thread.interrupted();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
      boolean ended = false;
      while (!ended && System.nanoTime() < deadline) {
        try {
          ended = lsof.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      lsof.destroyForcibly();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public List<SeenChannel> describe(Map<Integer, String> fresh, DescriptorListing now) {
    Set<String> servers = servers(fresh, now);
    List<SeenChannel> channels = new ArrayList<>();
    fresh.forEach(
        (number, identity) -> {
          OpenChannel channel = now.described().get(number);
          if (channel != null
              && number > 2
              && !Own.PATHS.test(path(channel.target()))
              && !isAccepted(channel, servers)) {
            channels.add(new SeenChannel(number + " " + identity, channel, number, -1, null));
          }
        });
    return channels;
  }

  private static String path(String target) {
    int note = target.lastIndexOf(" (");
    return note < 0 ? target : target.substring(0, note);
  }

  private static boolean isAccepted(OpenChannel channel, Set<String> servers) {
    int arrow = channel.target().indexOf(ARROW);
    return channel.kind() == Kind.SOCKET
        && arrow > 0
        && servers.contains(port(channel.target().substring(0, arrow)));
  }

  private static Set<String> servers(Map<Integer, String> fresh, DescriptorListing now) {
    Set<String> ports = new HashSet<>();
    now.described()
        .forEach(
            (number, channel) -> {
              if (channel.kind() == Kind.LISTENER && !fresh.containsKey(number)) {
                ports.add(port(channel.target()));
              }
            });
    return ports;
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }
}
