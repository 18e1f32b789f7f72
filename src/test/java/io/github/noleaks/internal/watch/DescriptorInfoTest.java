package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorInfoTest {

  @Test
  void aFile() {
    assertThat(info("pos:\t0\nflags:\t0100000\nmnt_id:\t16\nino:\t7").access()).isEqualTo("read");
    assertThat(info("pos:\t0\nflags:\t02100001\nmnt_id:\t16").access()).isEqualTo("write");
    assertThat(info("flags:\t0100002").access()).isEqualTo("read and write");
  }

  @Test
  void aSelector() {
    DescriptorInfo info =
        info(
            """
            pos:	0
            flags:	02000002
            mnt_id:	17
            ino:	1038
            tfd:       12 events:       19 data:     7f940000000c  pos:0 ino:40e sdev:10
            tfd:       37 events: 40000019 data:               25  pos:0 ino:40e sdev:10
            """);

    assertThat(info.polled()).containsExactlyInAnyOrder(12, 37);
  }

  @Test
  void oneThatIsGone() {
    DescriptorInfo info = DescriptorInfo.parse(List.of());

    assertThat(info.access()).isEmpty();
    assertThat(info.isReadOnly()).isFalse();
    assertThat(info.isWriteOnly()).isFalse();
  }

  @Test
  void oneOfAnotherKernel() {
    assertThat(info("flags: many\ntfd: all\nnothing").access()).isEmpty();
  }

  private static DescriptorInfo info(String text) {
    return DescriptorInfo.parse(text.lines().toList());
  }
}
