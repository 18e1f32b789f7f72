package io.github.noleaks.internal.watch;

import io.github.noleaks.OpenChannel;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The open descriptors of one moment.
 *
 * @param identities what tells each from others that had the same number before, by its number
 * @param described the facts about them, where the listing itself tells them
 */
record DescriptorListing(Map<Integer, String> identities, Map<Integer, OpenChannel> described) {
  static final DescriptorListing NONE = new DescriptorListing(Map.of());

  DescriptorListing(Map<Integer, String> identities) {
    this(identities, Map.of());
  }

  int size() {
    return identities.size();
  }

  @Nullable String identity(int number) {
    return identities.get(number);
  }

  /** Those that are not in an earlier listing, in the order of their numbers. */
  Map<Integer, String> since(DescriptorListing earlier) {
    Map<Integer, String> since = new TreeMap<>();
    identities.forEach(
        (number, identity) -> {
          if (!identity.equals(earlier.identity(number))) {
            since.put(number, identity);
          }
        });
    return since;
  }
}
