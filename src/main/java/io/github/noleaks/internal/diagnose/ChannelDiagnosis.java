package io.github.noleaks.internal.diagnose;

import io.github.noleaks.Evidence;
import io.github.noleaks.Leak;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From channels that were left open to findings. */
public final class ChannelDiagnosis {
  private static final String DROPPED =
      "opened and dropped: only the garbage collector can close it";
  private static final String NO_TARGET = "never closed";

  private ChannelDiagnosis() {}

  /**
   * A channel and where it came up.
   *
   * @param channel the facts
   * @param startedIn the test during which it was opened, or {@code null} if that is the one the
   *     report is about
   */
  public record Left(OpenChannel channel, @Nullable String startedIn) {}

  /** What channels of one finding have in common. */
  private record Group(
      OpenChannel.Kind kind,
      @Nullable String className,
      String target,
      List<List<StackTraceElement>> opener,
      boolean dropped,
      @Nullable String startedIn) {

    static Group of(Left left) {
      OpenChannel channel = left.channel();
      return new Group(
          channel.kind(),
          channel.className(),
          StablePlace.of(channel),
          Creators.stacks(channel.opener()),
          channel.dropped(),
          left.startedIn());
    }
  }

  /**
   * Says of each channel what it is and how to close it. Those of one kind, opened in one place,
   * that differ in a port or counter alone become one finding. May be called by any thread.
   *
   * @param channels the channels
   * @return the findings, in the order in which their first channels come
   */
  public static List<Leak> of(Collection<Left> channels) {
    Map<Group, List<OpenChannel>> groups = new LinkedHashMap<>();
    for (Left left : channels) {
      groups.computeIfAbsent(Group.of(left), group -> new ArrayList<>()).add(left.channel());
    }
    List<Leak> leaks = new ArrayList<>();
    groups.forEach((group, some) -> leaks.add(leak(group, some)));
    return leaks;
  }

  private static Leak leak(Group group, List<OpenChannel> channels) {
    OpenChannel first = channels.get(0);
    Origin opener = first.opener();
    StackTraceElement own = opener == null ? null : Frames.innermostOwn(opener.stack());
    String fingerprint = Fingerprint.ofOpen(group.kind().name(), group.target());
    return new Leak(
        Verdict.OPEN,
        summary(group, channels),
        List.of(),
        List.of(),
        channels,
        List.of(),
        null,
        null,
        own,
        own == null ? null : SourceLines.at(own),
        group.startedIn(),
        OpeningHints.INSTANCE.fix(first),
        IgnoreSnippet.ofChannels(channels, group.target()),
        fingerprint,
        Fingerprint.withOpener(fingerprint, group.className(), opener),
        Evidence.NONE);
  }

  private static String summary(Group group, List<OpenChannel> channels) {
    if (group.dropped()) {
      return DROPPED;
    }
    Set<String> targets = new LinkedHashSet<>();
    channels.forEach(channel -> targets.add(channel.target()));
    String told =
        targets.size() > 1 && group.target().isEmpty()
            ? NO_TARGET
            : StablePlace.common(targets, group.target());
    return told.isEmpty() ? NO_TARGET : told;
  }
}
