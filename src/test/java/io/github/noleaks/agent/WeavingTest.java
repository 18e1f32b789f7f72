package io.github.noleaks.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.agent.boot.Hooks;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table of the places that are woven, against the JDK that runs this. */
class WeavingTest {
  /** Where a class file says for which JDK it is. */
  private static final int VERSION = 7;

  private final List<WeavingPoint> missing = new ArrayList<>();

  @Test
  void theJdkHasWhatIsToBeWoven() throws IOException {
    for (List<WeavingPoint> points : WeavingPoint.read().values()) {
      byte[] original = bytes(points.get(0).type());
      if (original != null) {
        HookedClass.weave(original, points, missing);
      } else {
        assertThat(points).allMatch(WeavingPoint::optional);
      }
    }
    assertThat(missing).allMatch(point -> point.optional() && !point.closes());
  }

  /** Called from the JDK, a hook that is not there would be an error in the user's code. */
  @Test
  void thereIsAHookForEachCall() throws IOException {
    Set<String> hooks =
        Arrays.stream(Hooks.class.getDeclaredMethods())
            .map(
                method ->
                    method.getName()
                        + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                            .toMethodDescriptorString())
            .collect(Collectors.toSet());
    Set<String> called = new HashSet<>();
    for (List<WeavingPoint> points : WeavingPoint.read().values()) {
      byte[] original = bytes(points.get(0).type());
      if (original != null) {
        called.addAll(calls(HookedClass.weave(original, points, missing)));
      }
    }
    assertThat(hooks).containsAll(called);
    assertThat(called).hasSizeGreaterThan(10);
  }

  @Test
  void aClassOfANewerJdkIsWovenAndStaysWhatItIs() throws IOException {
    byte[] original = required("java/io/FileInputStream");
    original[VERSION] = 99;
    byte[] woven =
        HookedClass.weave(
            original,
            WeavingPoint.read().getOrDefault("java/io/FileInputStream", List.of()),
            missing);
    assertThat(woven[VERSION]).isEqualTo((byte) 99);
    woven[VERSION] = 61;
    assertThat(calls(woven)).hasSize(2);
  }

  @Test
  void aMethodThatIsNotThereIsTold() throws IOException {
    Map<String, List<WeavingPoint>> table = WeavingPoint.read();
    List<WeavingPoint> points = table.getOrDefault("java/io/FileInputStream", List.of());
    byte[] other = required("java/io/InputStream");

    HookedClass.weave(other, points, missing);

    assertThat(missing).extracting(WeavingPoint::method).containsExactly("open");
  }

  private static List<String> calls(byte[] type) {
    List<String> calls = new ArrayList<>();
    new ClassReader(type)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String method, String parameters, String signature, String[] errors) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitMethodInsn(
                      int opcode,
                      String owner,
                      String name,
                      String descriptor,
                      boolean ofInterface) {
                    if (owner.endsWith("/boot/Hooks")) {
                      calls.add(name + descriptor);
                    }
                  }
                };
              }
            },
            0);
    return calls;
  }

  private static byte[] required(String type) throws IOException {
    return Objects.requireNonNull(bytes(type));
  }

  private static byte @Nullable [] bytes(String type) throws IOException {
    try (InputStream in = Object.class.getResourceAsStream("/" + type + ".class")) {
      return in == null ? null : withKnownVersion(in.readAllBytes());
    }
  }

  /** So that the library of the test can read it, too. */
  private static byte[] withKnownVersion(byte[] bytes) {
    bytes[VERSION] = 61;
    return bytes;
  }
}
