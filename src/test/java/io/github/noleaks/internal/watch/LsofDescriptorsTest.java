package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.noleaks.OpenChannel.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Where there is lsof, be it Linux. */
@DisabledOnOs(OS.WINDOWS)
class LsofDescriptorsTest {
  private final LsofDescriptors source = new LsofDescriptors(DescriptorCount.ofThisPlatform());
  private final DescriptorWatch watch = new DescriptorWatch(source);

  @BeforeEach
  void thereIsLsof() {
    assumeTrue(source.list().size() > 0);
  }

  @Test
  void aServerThatIsLeftOpen() throws IOException {
    DescriptorMark mark = watch.exactMark();

    try (ServerSocket server = new ServerSocket(0)) {
      assertThat(watch.since(mark))
          .extracting(SeenChannel::channel)
          .filteredOn(channel -> channel.kind() == Kind.LISTENER)
          .singleElement()
          .satisfies(
              channel -> assertThat(channel.target()).isEqualTo(":" + server.getLocalPort()));
    }
    assertThat(watch.since(mark)).isEmpty();
  }

  @Test
  void theLookItselfLeavesNoProcess() throws IOException {
    ProcessMark mark = ProcessWatch.shared().mark();

    try (ServerSocket server = new ServerSocket(0)) {
      assertThat(server.isBound()).isTrue();
      watch.exactMark();
    }

    assertThat(ProcessWatch.shared().since(mark)).isEmpty();
  }
}
