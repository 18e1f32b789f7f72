package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What marks cost, and what they know for certain. */
class DescriptorMarksTest {

  /** Descriptors that a test opens and closes by hand. */
  private static final class Listed implements DescriptorSource {
    private final Map<Integer, String> open = new TreeMap<>(Map.of(0, "/dev/null", 3, "/a"));
    private long nanos = TimeUnit.MILLISECONDS.toNanos(50);
    private boolean costly;
    private int listings;

    @Override
    public int count() {
      return open.size();
    }

    @Override
    public DescriptorListing list() {
      listings++;
      long end = System.nanoTime() + nanos;
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      return new DescriptorListing(Map.copyOf(open));
    }

    @Override
    public boolean isCostly() {
      return costly;
    }

    @Override
    public List<SeenChannel> describe(Map<Integer, String> fresh, DescriptorListing now) {
      return fresh.values().stream()
          .map(each -> new OpenChannel(Kind.FILE, each, null))
          .map(channel -> new SeenChannel(channel.target(), channel, -1, -1, null))
          .toList();
    }
  }

  private final Listed source = new Listed();
  private final DescriptorWatch watch = new DescriptorWatch(source);

  private List<String> since(DescriptorMark mark) {
    return watch.since(mark).stream().map(SeenChannel::key).toList();
  }

  @Test
  void asLongAsTheCountStaysThereIsOneListing() {
    for (int i = 0; i < 10; i++) {
      assertThat(watch.unchangedSince(watch.mark())).isTrue();
    }

    assertThat(source.listings).isEqualTo(1);
  }

  @Test
  void anotherCountMakesAnotherListing() {
    watch.mark();
    source.open.put(4, "/b");
    DescriptorMark mark = watch.mark();

    assertThat(source.listings).isEqualTo(2);
    assertThat(mark.isCertain()).isTrue();
    assertThat(since(mark)).isEmpty();
  }

  @Test
  void aListingThatCostsLittleIsMadeAgain() {
    source.nanos = 0;
    watch.mark();
    source.open.remove(3);
    source.open.put(4, "/b");
    long made = System.nanoTime();
    while (source.listings == 1 && System.nanoTime() - made < TimeUnit.SECONDS.toNanos(10)) {
      watch.mark();
    }

    assertThat(source.listings).isEqualTo(2);
    assertThat(since(watch.mark())).isEmpty();
  }

  @Test
  void aMarkThatTookOverAListingIsCertainOnceAllOfItIsStillThere() {
    watch.mark();
    DescriptorMark mark = watch.mark();
    assertThat(mark.isCertain()).isFalse();

    source.open.put(4, "/b");
    assertThat(since(mark)).containsExactly("/b");
    assertThat(mark.isCertain()).isTrue();

    source.open.remove(3);
    assertThat(since(mark)).containsExactly("/b");
    assertThat(mark.isCertain()).isTrue();
  }

  @Test
  void aMarkThatMayHaveMissedAnExchangeSaysSo() {
    watch.mark();
    source.open.remove(3);
    source.open.put(4, "/b");
    DescriptorMark mark = watch.mark();

    source.open.put(5, "/c");

    assertThat(since(mark)).containsExactly("/b", "/c");
    assertThat(mark.isCertain()).isFalse();
    assertThat(since(watch.mark())).isEmpty();
  }

  @Test
  void whereAListingIsCostlyOneThatHasMoreWillDo() {
    source.costly = true;
    source.open.put(4, "/b");
    watch.mark();
    source.open.remove(4);
    DescriptorMark mark = watch.mark();
    assertThat(source.listings).isEqualTo(1);

    source.open.put(4, "/c");

    assertThat(watch.unchangedSince(mark)).isFalse();
    assertThat(since(mark)).containsExactly("/c");
  }

  @Test
  void aMarkThatCouldNotBeMadeKnowsNothing() {
    Map<Integer, String> before = Map.copyOf(source.open);
    source.open.clear();
    DescriptorMark mark = watch.mark();
    source.open.putAll(before);

    assertThat(since(mark)).isEmpty();
  }
}
