package io.github.noleaks.internal.evidence;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.internal.dump.HeapWitness;
import io.github.noleaks.internal.evidence.HeapQuestion.Channel;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * Channels that are open for real, and what a heap dump says about them. The evidence does not
 * follow the fields of NoLeaks' own classes, this one included: so a test may close channels that
 * nobody else refers to. The test itself must keep their descriptors only.
 */
public final class HiddenChannels implements AutoCloseable {
  private static final Set<Object> OPEN = new HashSet<>();

  /** Opens something, and tells the descriptors that this took. */
  public List<Integer> open(Callable<?> opening) throws Exception {
    Set<Integer> before = descriptors();
    OPEN.add(opening.call());
    Set<Integer> after = descriptors();
    after.removeAll(before);
    return List.copyOf(after);
  }

  /** Has something closed at the end. */
  public void atTheEnd(AutoCloseable closing) {
    OPEN.add(closing);
  }

  private static Set<Integer> descriptors() {
    String[] names = new File("/proc/self/fd").list();
    assumeTrue(names != null, "the numbers of descriptors are known on Linux alone");
    Set<Integer> numbers = new TreeSet<>();
    for (String name : names == null ? new String[0] : names) {
      // That of the listing itself has been closed since.
      if (new File("/proc/self/fd", name).exists() || isNoFile(name)) {
        numbers.add(Integer.valueOf(name));
      }
    }
    return numbers;
  }

  private static boolean isNoFile(String name) {
    try {
      String target =
          java.nio.file.Files.readSymbolicLink(java.nio.file.Path.of("/proc/self/fd", name))
              .toString();
      return !target.startsWith("/");
    } catch (IOException e) {
      return false;
    }
  }

  public static HeapEvidence ask(List<Channel> channels) {
    return new HeapWitness(new HeapSettings(true, 1L << 40, null, true, 1_000_000, 1_000))
        .askChannels(channels, HeapQuestion.Fixtures.NONE);
  }

  /** What is said about each of some descriptors. */
  public static List<ChannelEvidence> ofDescriptors(List<Integer> descriptors) {
    return ask(descriptors.stream().map(each -> new Channel("fd " + each, each, -1)).toList())
        .channels();
  }

  /** What is said about the only one of some descriptors. */
  public static ChannelEvidence ofDescriptor(List<Integer> descriptors) {
    if (descriptors.size() != 1) {
      throw new AssertionError("descriptors " + descriptors);
    }
    return ofDescriptors(descriptors).get(0);
  }

  @Override
  public void close() throws Exception {
    List<Object> all = new ArrayList<>(OPEN);
    OPEN.clear();
    for (Object each : all) {
      if (each instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
  }
}
