package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.ChannelEvidence.Holding;
import io.github.noleaks.internal.evidence.ConnectionPools.Place;
import io.github.noleaks.internal.evidence.HeapQuestion.Channel;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers what holds the open channels of a JVM: one marking of the heap for all of them. */
final class ChannelAnalysis {
  /** Standard input, output and error. */
  private static final int LAST_STANDARD = 2;

  /**
   * What was found out.
   *
   * @param channels about each channel that was asked for
   * @param notes what the reader should know, a sentence each
   */
  record Answer(List<ChannelEvidence> channels, List<String> notes) {}

  private final Map<Long, Set<Integer>> byDescriptor;
  private final Openings openings;
  private final Reach reach;
  private final Paths paths;
  private final Set<Integer> ofTheJvm;
  private final ConnectionPools pools;
  private final ChannelNames names;
  private final Map<Integer, String> unreached;
  private final Set<Integer> ofFixtures;

  private ChannelAnalysis(HeapGraph graph, HeapQuestion question) {
    List<Channel> channels = question.channels();
    Catalog catalog = Catalog.read();
    byDescriptor =
        Descriptors.find(
            graph,
            catalog.descriptors(),
            channels.stream()
                .filter(channel -> channel.descriptor() > LAST_STANDARD)
                .map(channel -> (long) channel.descriptor())
                .collect(Collectors.toSet()));
    openings =
        Openings.find(
            graph,
            channels.stream()
                .map(Channel::opening)
                .filter(opening -> opening >= 0)
                .collect(Collectors.toSet()));
    Set<Integer> all = new HashSet<>(openings.objects());
    byDescriptor.values().forEach(all::addAll);
    reach = new Reach(graph);
    paths = new Paths(graph, reach.marking(), true);
    ofTheJvm = JdkKeepers.of(graph, catalog.jvm(), all);
    pools = new ConnectionPools(graph, all);
    ofFixtures = FixtureHeld.of(graph, question.fixtures(), catalog.loops(), all);
    names = new ChannelNames(graph, catalog.told());
    all.removeIf(reach::isReached);
    unreached = names.ofUnreached(all, reach::isReached);
  }

  static Answer of(HeapGraph graph, HeapQuestion question) {
    ChannelAnalysis analysis = new ChannelAnalysis(graph, question);
    return new Answer(
        question.channels().stream().map(analysis::answer).toList(), analysis.notes());
  }

  private List<String> notes() {
    int unseen = reach.threadsWithoutStack();
    return unseen == 0 ? List.of() : List.of(UnlistedThreads.note(unseen));
  }

  private ChannelEvidence answer(Channel channel) {
    if (channel.descriptor() >= 0 && channel.descriptor() <= LAST_STANDARD) {
      return new ChannelEvidence(channel.key(), Holding.JVM, null, List.of(), List.of(), false);
    }
    Set<Integer> objects = new LinkedHashSet<>();
    HeapObject opened = openings.of(channel.opening());
    if (opened != null) {
      objects.add(opened.number());
    }
    if (opened == null || !reach.isReached(opened.number())) {
      objects.addAll(byDescriptor.getOrDefault((long) channel.descriptor(), Set.of()));
    }
    if (objects.isEmpty() && !openings.isCollected(channel.opening())) {
      return ChannelEvidence.unknown(channel.key());
    }
    if (objects.stream().anyMatch(ofTheJvm::contains)) {
      return told(channel, Holding.JVM, objects, null);
    }
    Place place = pools.of(objects);
    boolean reached = objects.stream().anyMatch(reach::isReached);
    if (place != null && place.idle() && (reached || place.cannotBeClosed())) {
      return told(channel, Holding.POOLED, objects, place);
    }
    if (reached) {
      return told(channel, Holding.HELD, objects, place);
    }
    return told(
        channel,
        reach.threadsWithoutStack() > 0 ? Holding.UNKNOWN : Holding.DROPPED,
        objects,
        null);
  }

  private ChannelEvidence told(
      Channel channel, Holding holding, Set<Integer> objects, @Nullable Place place) {
    List<Integer> reached = objects.stream().filter(reach::isReached).toList();
    if (reached.isEmpty()) {
      return new ChannelEvidence(
          channel.key(),
          holding,
          objects.stream().map(unreached::get).filter(Objects::nonNull).findFirst().orElse(null),
          List.of(),
          List.of(),
          false);
    }
    int object = reached.get(0);
    List<Integer> way = paths.way(object);
    String name = names.of(way);
    List<String> heldBy = new ArrayList<>();
    String to = paths.to(object);
    heldBy.add(name == null ? to : to + Paths.ARROW + name);
    if (place != null) {
      heldBy.add(place.told());
    }
    return new ChannelEvidence(
        channel.key(),
        holding,
        name,
        heldBy,
        paths.holders(object),
        objects.stream().anyMatch(ofFixtures::contains));
  }
}
