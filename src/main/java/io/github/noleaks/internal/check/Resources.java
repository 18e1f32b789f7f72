package io.github.noleaks.internal.check;

import io.github.noleaks.Origin;
import io.github.noleaks.Resource;
import io.github.noleaks.internal.origin.Opening;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.ChannelWatch;
import io.github.noleaks.internal.watch.OpeningWatch;
import io.github.noleaks.internal.watch.ProcessWatch;
import io.github.noleaks.internal.watch.SeenChannel;
import io.github.noleaks.internal.watch.SeenProcess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is open, and which children of this JVM are alive. Thread-safe. */
final class Resources {
  private static final String COMMON_POOL = "ForkJoinPool.commonPool-worker-";

  private static final Origin UNKNOWN =
      Origin.unknown(
          "only the agent sees who opens what; start the tests' JVM with -javaagent:noleaks.jar");

  private final ChannelWatch channels = ChannelWatch.shared();
  private final ProcessWatch processes = ProcessWatch.shared();
  private final OpeningWatch openings = OpeningWatch.shared();

  /**
   * One that was opened or started, and still is.
   *
   * @param key tells it from all others, for as long as it is open or alive
   * @param channel the channel, or {@code null} if it is a process
   * @param process the process, or {@code null} if it is a channel
   * @param tag what the thread carried that opened or started it, or {@code null} if that is not
   *     known
   */
  record Found(
      String key, @Nullable SeenChannel channel, @Nullable SeenProcess process, @Nullable Tag tag) {

    @Nullable Owner owner() {
      return tag == null ? null : tag.owner();
    }

    boolean isDropped() {
      return channel != null && channel.channel().dropped();
    }
  }

  ResourceMark mark() {
    return new ResourceMark(channels.mark(), processes.mark());
  }

  /** For a class or run. */
  ResourceMark exactMark() {
    return new ResourceMark(channels.exactMark(), processes.mark());
  }

  /** Whether it is known who opened each channel. */
  boolean knowsOpeners() {
    return channels.knowsOpeners();
  }

  /** Why channels cannot be seen on this JVM. */
  List<String> blindSpots() {
    return channels.problems();
  }

  /** Whether there is nothing to look at; exact at the end of a class or run. */
  boolean unchangedSince(ResourceMark mark, boolean exact) {
    return processes.unchangedSince(mark.processes())
        && (exact ? channels.sameSince(mark.channels()) : channels.unchangedSince(mark.channels()));
  }

  /** What came up since; the pipes to a process are not told besides it. */
  List<Found> since(ResourceMark mark, Set<Resource> detect) {
    List<Found> found = new ArrayList<>();
    Set<String> pipes = new HashSet<>();
    for (SeenProcess each : processes.since(mark.processes())) {
      pipes.addAll(each.pipes());
      if (detect.contains(Resource.PROCESSES)) {
        found.add(ofProcess(each));
      }
    }
    if (detect.contains(Resource.CHANNELS)) {
      for (SeenChannel each : channels.since(mark.channels())) {
        if (pipes.stream().noneMatch(each.key()::endsWith)) {
          found.add(new Found(each.key(), withOpener(each), null, tag(each)));
        }
      }
    }
    return found;
  }

  /** The keys of all that is open or alive now. */
  List<String> keysOfAll() {
    List<String> keys = new ArrayList<>();
    channels.all().forEach(each -> keys.add(each.key()));
    processes.all().forEach(each -> keys.add(each.key()));
    return keys;
  }

  /** Whether what was seen since a mark came after it for certain. */
  boolean isCertain(ResourceMark mark) {
    return channels.isCertain(mark.channels());
  }

  private Found ofProcess(SeenProcess seen) {
    Opening start = openings.startOf(seen.process().pid());
    Origin opener = start == null ? null : start.origin();
    return new Found(
        seen.key(),
        null,
        new SeenProcess(
            seen.key(), seen.process().withOpener(opener == null ? UNKNOWN : opener), seen.pipes()),
        start == null ? null : start.tag());
  }

  /** A worker of the common pool serves everybody: its tag tells who needed it first. */
  private static @Nullable Tag tag(SeenChannel seen) {
    return isOfCommonPool(seen) ? null : seen.tag();
  }

  static boolean isOfCommonPool(SeenChannel seen) {
    Origin opener = seen.channel().opener();
    String creator = opener == null ? null : opener.creator();
    return creator != null && creator.startsWith(COMMON_POOL);
  }

  private static SeenChannel withOpener(SeenChannel seen) {
    return seen.channel().opener() != null
        ? seen
        : new SeenChannel(
            seen.key(),
            seen.channel().withOpener(UNKNOWN),
            seen.descriptor(),
            seen.opening(),
            seen.tag());
  }

  /** What was told or excused need not be kept. */
  void forget(Found found) {
    if (found.isDropped()) {
      channels.forget(found.key());
    }
  }
}
