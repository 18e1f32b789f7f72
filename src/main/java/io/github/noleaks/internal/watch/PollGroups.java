package io.github.noleaks.internal.watch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Which descriptors are parts of another one: a selector is an {@code eventpoll} with an {@code
 * eventfd} by which it is woken up, a channel group one with a pipe, and the pollers of virtual
 * threads have neither. Only the first is something that a test opens by itself: a group that is
 * not shut down is told by its threads, and the pollers belong to the JVM.
 */
final class PollGroups {
  private static final String POLL = "anon_inode:[eventpoll]";
  private static final String EVENT = "anon_inode:[eventfd]";
  private static final String TIMER = "anon_inode:[timerfd]";
  private static final String PIPE = "pipe:[";

  private PollGroups() {}

  static boolean isPoll(String identity) {
    return identity.equals(POLL);
  }

  /** The numbers of those that are parts of others, or of the JVM. */
  static Set<Integer> parts(
      Map<Integer, String> fresh, DescriptorListing now, IntFunction<DescriptorInfo> infos) {
    Set<Integer> parts = new HashSet<>();
    if (fresh.values().stream().noneMatch(PollGroups::mayBePart)) {
      return parts;
    }
    Set<String> pipes = new HashSet<>();
    polledByPoll(now, infos)
        .forEach(
            (poll, polled) -> {
              boolean selector = polled.values().stream().anyMatch(PollGroups::isEvent);
              if (!selector) {
                parts.add(poll);
              }
              polled.forEach(
                  (number, identity) -> {
                    if (isEvent(identity) || identity.equals(TIMER)) {
                      parts.add(number);
                    } else if (!selector && identity.startsWith(PIPE)) {
                      pipes.add(identity);
                    }
                  });
            });
    fresh.forEach(
        (number, identity) -> {
          if (pipes.contains(identity)) {
            parts.add(number);
          }
        });
    return parts;
  }

  private static boolean mayBePart(String identity) {
    return isPoll(identity)
        || isEvent(identity)
        || identity.equals(TIMER)
        || identity.startsWith(PIPE);
  }

  private static boolean isEvent(String identity) {
    return identity.startsWith(EVENT);
  }

  private static Map<Integer, Map<Integer, String>> polledByPoll(
      DescriptorListing now, IntFunction<DescriptorInfo> infos) {
    Map<Integer, Map<Integer, String>> byPoll = new HashMap<>();
    now.identities()
        .forEach(
            (number, identity) -> {
              if (isPoll(identity)) {
                Map<Integer, String> polled = new HashMap<>();
                for (int each : infos.apply(number).polled()) {
                  String other = now.identity(each);
                  if (other != null) {
                    polled.put(each, other);
                  }
                }
                byPoll.put(number, polled);
              }
            });
    return byPoll;
  }
}
