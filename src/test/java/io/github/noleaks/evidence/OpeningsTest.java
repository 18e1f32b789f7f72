package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.waits.Held;
import io.github.noleaks.AllowLeaks;
import io.github.noleaks.internal.evidence.ChannelEvidence;
import io.github.noleaks.internal.evidence.ChannelEvidence.Holding;
import io.github.noleaks.internal.evidence.HeapQuestion.Channel;
import io.github.noleaks.internal.evidence.HiddenChannels;
import java.io.FileInputStream;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the heap says about channels of which the agent knows the number of their opening. */
class OpeningsTest {
  private static final String ENTRY = "io.github.noleaks.agent.boot.Entry";

  /** Each is used once: what earlier tests have registered may still lie in the heap. */
  private static final AtomicLong LAST = new AtomicLong(4_711_000_000L);

  private final long number = LAST.incrementAndGet();

  private final HiddenChannels channels = new HiddenChannels();
  private final List<Object> registry = new ArrayList<>();

  @TempDir private Path folder;
  private URLClassLoader loader;

  @BeforeEach
  void compile() throws Exception {
    loader =
        FakeClasses.compile(
            folder,
            Map.of(
                ENTRY,
                "class Entry extends java.lang.ref.WeakReference<Object> { final long number;"
                    + " public Entry(Object opened, long number)"
                    + " { super(opened); this.number = number; } }"));
  }

  @AfterEach
  void closeAll() throws Exception {
    Held.object = null;
    channels.close();
    loader.close();
  }

  private Object register(Object opened) throws Exception {
    registry.add(
        loader
            .loadClass(ENTRY)
            .getConstructor(Object.class, long.class)
            .newInstance(opened, number));
    return opened;
  }

  private static Object hold(Object opened) {
    Held.object = opened;
    return opened;
  }

  private FileInputStream open() throws Exception {
    return new FileInputStream(Files.writeString(folder.resolve("o.csv"), "order-7").toFile());
  }

  private ChannelEvidence ask(int descriptor) {
    return HiddenChannels.ask(List.of(new Channel("opened", descriptor, number)))
        .ofChannel("opened")
        .orElseThrow();
  }

  @Test
  void whatIsHeldIsToldWithItsHolder() throws Exception {
    channels.open(() -> hold(register(open())));
    ChannelEvidence evidence = ask(-1);
    assertThat(evidence.holding()).isEqualTo(Holding.HELD);
    assertThat(evidence.className()).isEqualTo("java.io.FileInputStream");
    assertThat(evidence.heldBy())
        .containsExactly("static com.acme.waits.Held.object → java.io.FileInputStream");
  }

  @Test
  @SuppressWarnings("StreamResourceLeak") // It is closed with all others.
  void aDirectoryStreamHasNoDescriptorAndIsFound() throws Exception {
    Callable<?> opening = () -> Files.newDirectoryStream(folder);
    channels.open(() -> hold(register(opening.call())));
    ChannelEvidence evidence = ask(-1);
    assertThat(evidence.holding()).isEqualTo(Holding.HELD);
    assertThat(evidence.className()).isEqualTo("java.nio.file.DirectoryStream");
  }

  @Test
  void theRegistryItselfHoldsNothing() throws Exception {
    channels.open(() -> register(open()));
    ChannelEvidence evidence = ask(-1);
    assertThat(evidence.holding()).isEqualTo(Holding.DROPPED);
    assertThat(evidence.className()).isEqualTo("java.io.FileInputStream");
  }

  @Test
  @AllowLeaks(reason = "what is dropped is closed by the garbage collector, sooner or later")
  void ofWhatIsCollectedTheEntryIsLeft() throws Exception {
    channels.open(
        () -> {
          register(open());
          return "";
        });
    assertThat(ask(-1).holding()).isEqualTo(Holding.DROPPED);
  }

  @Test
  void anotherNumberIsUnknown() {
    assertThat(ask(-1).holding()).isEqualTo(Holding.UNKNOWN);
  }

  @Test
  void withoutAnEntryTheDescriptorTells() throws Exception {
    List<Integer> descriptors = channels.open(() -> hold(open()));
    assertThat(ask(descriptors.get(0)).holding()).isEqualTo(Holding.HELD);
  }
}
