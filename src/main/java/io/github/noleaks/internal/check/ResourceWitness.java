package io.github.noleaks.internal.check;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import io.github.noleaks.Origin;
import io.github.noleaks.internal.check.Resources.Found;
import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.internal.dump.HeapWitness;
import io.github.noleaks.internal.evidence.ChannelEvidence;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.HeapQuestion;
import io.github.noleaks.internal.evidence.HeapQuestion.Fixtures;
import io.github.noleaks.internal.watch.SeenChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the heap who holds what was left open: a connection that rests in a pool, or a file that the
 * JVM keeps for itself, is no leak, and what a fixture holds is its class's.
 */
final class ResourceWitness {
  private static final String LENT = "leased from ";
  private static final String SELECTOR = "SelectorImpl";
  private static final Pattern THREAD = Pattern.compile("^a local of thread .*? \\(#(\\d+)\\) in ");
  private static final Pattern JAR = Pattern.compile("\\.(jar|zip|war) \\(");

  private final HeapSettings heap;
  private final Around around;
  private final List<Found> leaks = new ArrayList<>();
  private final List<Found> harmless = new ArrayList<>();
  private final List<Found> undecided = new ArrayList<>();

  /**
   * Asks nothing yet.
   *
   * @param heap whether a dump may be taken
   * @param around who else may hold what is open
   */
  ResourceWitness(HeapSettings heap, Around around) {
    this.heap = heap;
    this.around = around;
  }

  /**
   * Who else than a test may hold what came up during it.
   *
   * @param fixtures the classes whose fields hold what tests share
   * @param olderThread whether a thread, by its id, was there before
   * @param classFollows whether the end of a class will look at what these hold
   */
  record Around(Fixtures fixtures, LongPredicate olderThread, boolean classFollows) {
    static final Around NOBODY = new Around(Fixtures.NONE, id -> false, false);

    /** Of a test or class; a class itself has to close what its fields hold. */
    static Around of(ScopeWindow window) {
      List<String> classes = new ArrayList<>();
      List<String> instances = new ArrayList<>();
      for (ScopeWindow each = window.parent(); each != null; each = each.parent()) {
        FixtureClasses known = each.fixtureClasses();
        if (known != null) {
          classes.addAll(known.names());
          if (known.perClass()) {
            instances.addAll(known.names());
          }
        }
      }
      Fixtures fixtures = new Fixtures(classes, instances);
      return new Around(fixtures, window.mark()::contains, window.parent() != null);
    }
  }

  /**
   * What came of it. What is in none of the lists is left to the class.
   *
   * @param leaks what to tell, with what the heap says
   * @param harmless what nobody needs to close
   * @param undecided what only the end of the run can decide on, if it can
   * @param notes what the reader should know
   */
  record Judged(
      List<Found> leaks, List<Found> harmless, List<Found> undecided, List<String> notes) {
    static final Judged NOTHING = new Judged(List.of(), List.of(), List.of(), List.of());

    /** Without some leaks that were none. */
    Judged without(Predicate<Found> none) {
      return new Judged(leaks.stream().filter(none.negate()).toList(), harmless, undecided, notes);
    }
  }

  Judged judge(List<Found> left) {
    List<HeapQuestion.Channel> asked =
        left.stream()
            .filter(each -> each.channel() != null)
            .map(each -> question(each.key(), each.channel()))
            .toList();
    HeapEvidence evidence =
        asked.isEmpty()
            ? HeapEvidence.NONE
            : new HeapWitness(heap).askChannels(asked, around.fixtures());
    Map<String, ChannelEvidence> said = new HashMap<>();
    evidence.channels().forEach(each -> said.put(each.key(), each));
    for (Found each : left) {
      if (each.channel() == null) {
        leaks.add(each);
      } else {
        judge(each, each.channel(), said.get(each.key()));
      }
    }
    return new Judged(leaks, harmless, undecided, evidence.notes());
  }

  private static HeapQuestion.Channel question(String key, @Nullable SeenChannel channel) {
    return channel == null
        ? new HeapQuestion.Channel(key, -1, -1)
        : new HeapQuestion.Channel(key, channel.descriptor(), channel.opening());
  }

  private void judge(Found found, SeenChannel seen, @Nullable ChannelEvidence said) {
    boolean knownOpener = seen.opening() >= 0;
    if (said == null) {
      // Without the heap nothing tells it from what fixtures and pools keep.
      if (!around.classFollows()) {
        (knownOpener && !isKept(seen.channel()) ? leaks : undecided).add(found);
      }
      return;
    }
    OpenChannel channel = seen.channel();
    switch (said.holding()) {
      case POOLED, JVM -> harmless.add(found);
      // Without the agent it may well be native code's, which may still need it.
      case UNKNOWN -> (knownOpener ? leaks : undecided).add(found);
      case DROPPED -> {
        if (!knownOpener && isJar(channel)) {
          harmless.add(found);
        } else {
          leaks.add(with(found, seen, channel.withHolder(said.className(), List.of()).asDropped()));
        }
      }
      case HELD -> {
        boolean ofFixture = said.ofFixture() || (!knownOpener && isOfOlderThread(said));
        boolean kept = around.classFollows() && (isKept(channel) || isKept(said));
        if (isLent(said) || !(ofFixture || kept)) {
          leaks.add(with(found, seen, channel.withHolder(said.className(), said.heldBy())));
        } else if (!around.classFollows()) {
          undecided.add(found);
        }
      }
    }
  }

  /** Of a class loader that was dropped, nothing is left in the heap by which to know it. */
  private static boolean isJar(OpenChannel channel) {
    return channel.kind() == Kind.FILE && JAR.matcher(channel.target()).find();
  }

  private static Found with(Found found, SeenChannel seen, OpenChannel known) {
    SeenChannel told =
        new SeenChannel(seen.key(), known, seen.descriptor(), seen.opening(), seen.tag());
    return new Found(found.key(), told, null, found.tag());
  }

  /** The pool may be a fixture's, but somebody has not given back what it has lent. */
  private static boolean isLent(ChannelEvidence said) {
    return said.heldBy().stream().anyMatch(line -> line.startsWith(LENT));
  }

  /**
   * Whether a thread of a fixture holds it, such as a server's. What is registered with the
   * selector of an event loop is not the loop's.
   */
  private boolean isOfOlderThread(ChannelEvidence said) {
    Matcher matcher = said.heldBy().isEmpty() ? null : THREAD.matcher(said.heldBy().get(0));
    if (matcher == null
        || !matcher.find()
        || said.holders().stream().anyMatch(type -> type.endsWith(SELECTOR))) {
      return false;
    }
    long id = Long.parseLong(matcher.group(1));
    return id != Thread.currentThread().getId() && around.olderThread().test(id);
  }

  /** Whether a library has opened it that may keep it for the next one who needs it. */
  private static boolean isKept(OpenChannel channel) {
    Origin opener = channel.opener();
    return opener != null
        && opener.stack().stream().anyMatch(frame -> Keepers.contains(frame.getClassName()));
  }

  private static boolean isKept(ChannelEvidence said) {
    return said.holders().stream().anyMatch(Keepers::contains);
  }
}
