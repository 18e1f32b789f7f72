package io.github.noleaks.internal.evidence;

import static io.github.noleaks.internal.evidence.LocalVariables.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.StackWalker.StackFrame;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A method called {@code in...} returns its frame with the objects a heap dump would list. */
class LocalVariablesTest {

  private static final Iterator<String> ITERATOR = new ArrayList<String>().iterator();
  private static final StringBuilder RESULT = new StringBuilder();

  @Test
  void namesThisParametersAndVariables() {
    assertThat(inPlain("a", 1L, 2.0).names()).containsExactly("this", "text", "queue", "words");
    assertThat(inStatic(1, new StringBuilder()).names()).containsExactly("builder", "number");
  }

  private Frame inPlain(String text, long number, double other) {
    ArrayDeque<Object> queue = new ArrayDeque<>(List.of(number, other));
    String[] words = {text};
    return frame(this, text, queue, words);
  }

  private static Frame inStatic(int count, StringBuilder builder) {
    Integer number = count;
    return frame(builder, number);
  }

  @Test
  void aNullIsFoundByTheTypesOfTheOthers() {
    assertThat(inNulls(null, null, new Thread[0]).names()).containsExactly("this", "threads");
    assertThat(inNulls("a", "b", null).names()).containsExactly("this", "text", "other");
    // Negative control: either variable can hold the object.
    assertThat(inNulls("a", null, null).names()).containsExactly("this", null);
  }

  private Frame inNulls(
      @Nullable String text, @Nullable String other, Thread @Nullable [] threads) {
    return frame(this, text, other, threads);
  }

  @Test
  void anInterfaceHoldsAnything() {
    assertThat(inInterface(RESULT, () -> {}, "a").names())
        .containsExactly("builder", "job", "text");
    assertThat(inInterface(RESULT, null, "a").names()).containsExactly(null, null);
    // But an array of it holds no numbers.
    assertThat(inInterfaces(null, new long[0]).names()).containsExactly("numbers");
    assertThat(inInterfaces(new Runnable[0], null).names()).containsExactly("jobs");
  }

  private static Frame inInterfaces(Runnable @Nullable [] jobs, long @Nullable [] numbers) {
    return frame(jobs, numbers);
  }

  private static Frame inInterface(StringBuilder builder, @Nullable Runnable job, String text) {
    return frame(builder, job, text);
  }

  @Test
  void theIteratorOfALoopHasNoName() {
    ArrayDeque<String> list = new ArrayDeque<>(List.of("a"));
    assertThat(inLoop(list, "b").names()).containsExactly("list", "found", null, "word");
    // As many objects as variables: by their number alone the iterator would be "found".
    assertThat(inLoop(list, null).names()).containsOnlyNulls();
  }

  private static Frame inLoop(ArrayDeque<String> list, @Nullable Object found) {
    for (String word : list) {
      return frame(list, found, ITERATOR, word);
    }
    throw new AssertionError();
  }

  @Test
  void whatIsOutOfScopeIsStillInTheFrame() {
    assertThat(inLeftBlock("a").names()).containsExactly("text", null);
    assertThat(inLeftBlock(null).names()).containsOnlyNulls();
  }

  private static Frame inLeftBlock(@Nullable Object text) {
    {
      StringBuilder gone = RESULT;
      gone.setLength(0);
    }
    return frame(text, RESULT);
  }

  @Test
  void aResultThatWaitsForACallHasNoName() {
    assertThat(inArgument("a").names()).containsExactly("text", null);
    assertThat(inArgument(null).names()).containsOnlyNulls();
  }

  private static Frame inArgument(@Nullable Object text) {
    return second(new Object(), frame(text, RESULT));
  }

  @Test
  void aCopyThatWaitsForACallHasTheNameOfItsVariable() {
    assertThat(inArgumentOfItsOwn(new ArrayDeque<>()).names()).containsExactly("list", "list");
  }

  private static Frame inArgumentOfItsOwn(ArrayDeque<Frame> list) {
    list.add(frame(list, list));
    return list.remove();
  }

  @Test
  void theCopyOfALockHasNoName() {
    assertThat(inLock(new Object()).names()).containsExactly("lock", null);
  }

  private static Frame inLock(Object lock) {
    synchronized (lock) {
      return frame(lock, lock);
    }
  }

  @Test
  void onALineWithSeveralScopesTellsWhatHoldsInAll() {
    assertThat(inEither("a").names()).containsExactly("object", "text");
    assertThat(inEither(1).names()).containsExactly("object");
    assertThat(new Frame(inEither(1).at(), List.of("java.lang.String")).names())
        .containsOnlyNulls();
  }

  private static Frame inEither(Object object) {
    return object instanceof String text ? frame(object, text) : frame(object);
  }

  @Test
  void knowsTheArrayOfACoverageTool() {
    Frame plain = inPlain("a", 1L, 2.0);
    List<String> types = new ArrayList<>(plain.types());
    types.add(2, "[Z");
    assertThat(new Frame(plain.at(), types).names())
        .containsExactly("this", "text", null, "queue", "words");
  }

  @Test
  void tellsNothingOfWhatItDoesNotKnow() {
    StackFrame at = inStatic(1, RESULT).at();
    String type = at.getClassName();
    String method = at.getMethodName();
    String descriptor = at.getDescriptor();
    int line = at.getLineNumber();
    List<String> types = List.of("java.lang.StringBuilder", "java.lang.Integer");
    assertThat(name(type, method, descriptor, line, types, 1)).isEqualTo("number");

    assertThat(name("com.acme.None", method, descriptor, line, types, 1)).isNull();
    assertThat(name(type + "/0x01", method, descriptor, line, types, 1)).isNull();
    assertThat(name(type, "none", descriptor, line, types, 1)).isNull();
    assertThat(name(type, method, "()V", line, types, 1)).isNull();
    assertThat(name(type, method, descriptor, line + 100, types, 1)).isNull();
    assertThat(name(type, method, descriptor, -1, types, 1)).isNull();
    assertThat(name(type, method, descriptor, line, types, 2)).isNull();
    assertThat(name(type, method, descriptor, line, types, -1)).isNull();
    assertThat(name("java.lang.Object", "notify", "()V", -2, types, 0)).isNull();
    // More objects than the frame has places; objects that do not fit.
    List<String> many = List.of(types.get(0), types.get(1), types.get(1));
    assertThat(name(type, method, descriptor, line, many, 1)).isNull();
    List<String> others = List.of("java.lang.Thread", "java.lang.Thread");
    assertThat(name(type, method, descriptor, line, others, 1)).isNull();
  }

  @Test
  void tellsNothingWithoutDebugInformation(@TempDir Path folder) throws Exception {
    String text = "class Acme { static void run(Object local) {\n local.hashCode(); } }";
    List<String> types = List.of("java.lang.Object");
    Path source = Files.writeString(folder.resolve("Acme.java"), text);
    for (String debug : List.of("-g", "-g:lines", "-g:vars", "-g:none")) {
      String[] args = {"-proc:none", debug, "-d", folder.toString(), source.toString()};
      assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, args)).isZero();
      URL[] urls = {folder.toUri().toURL()};
      try (URLClassLoader loader = new URLClassLoader(urls, null)) {
        String name = with(loader, () -> name("Acme", "run", "(Ljava/lang/Object;)V", 2, types, 0));
        assertThat(name).isEqualTo(debug.equals("-g") ? "local" : null);
      }
    }
  }

  @Test
  void neverThrowsOverABrokenClassFile() throws Exception {
    Frame frame = inLoop(new ArrayDeque<>(List.of("a")), "b");
    byte[] bytes;
    try (InputStream in = getClass().getResourceAsStream("LocalVariablesTest.class")) {
      bytes = Objects.requireNonNull(in).readAllBytes();
    }
    assertThat(with(new Serving(file -> bytes), frame::names)).contains("list");
    assertThat(with(new Serving(file -> new byte[0]), frame::names)).containsOnlyNulls();
    assertThat(with(new Serving(file -> new byte[5_000]), frame::names)).containsOnlyNulls();
    Random random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      byte[] broken = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      assertThat(with(new Serving(file -> broken), frame::names)).hasSize(4);
      byte[] changed = bytes.clone();
      for (int change = 0; change <= i % 50; change++) {
        changed[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(with(new Serving(file -> changed), frame::names)).hasSize(4);
    }
  }

  @Test
  void looksFurtherIfTheContextClassLoaderDoesNotKnowTheClass() {
    Frame frame = inPlain("a", 1L, 2.0);
    assertThat(with(new Serving(file -> null), frame::names)).contains("queue");
    assertThat(with(null, frame::names)).contains("queue");
    Serving failing = new Serving(file -> Objects.requireNonNull(null));
    assertThat(with(failing, frame::names)).containsOnlyNulls();
  }

  private static <T extends @Nullable Object> T with(
      @Nullable ClassLoader loader, Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Its classes cannot be loaded either: nothing but the class file may count on it. */
  private static final class Serving extends ClassLoader {
    private final Function<String, byte @Nullable []> files;

    Serving(Function<String, byte @Nullable []> files) {
      this.files = files;
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      byte[] file = files.apply(name);
      return file == null ? null : new ByteArrayInputStream(file);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) {
      throw new NoClassDefFoundError(name);
    }
  }

  private record Frame(StackFrame at, List<String> types) {
    List<@Nullable String> names() {
      List<@Nullable String> names = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        names.add(
            name(
                at.getClassName(),
                at.getMethodName(),
                at.getDescriptor(),
                at.getLineNumber(),
                types,
                i));
      }
      return names;
    }
  }

  /** The frame of the caller; nulls are left out, as in a heap dump. */
  private static Frame frame(@Nullable Object... objects) {
    StackFrame at =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .walk(frames -> frames.skip(1).findFirst().orElseThrow());
    List<String> types =
        Stream.of(objects).filter(Objects::nonNull).map(o -> o.getClass().getName()).toList();
    return new Frame(at, types);
  }

  private static Frame second(Object first, Frame second) {
    assertThat(first).isNotNull();
    return second;
  }
}
