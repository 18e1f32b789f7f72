package io.github.noleaks.internal.evidence;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the classes that keep channels: the resources {@code descriptors.json} and
 * {@code pools.json}, read when needed. In these, names of fields are as {@link FieldPath} has
 * them.
 *
 * @param descriptors classes whose objects have a descriptor
 * @param jvm classes through which the JDK keeps channels for itself
 * @param told by what class a channel is told
 * @param loops classes that serve channels, and do not own them
 */
record Catalog(
    List<Descriptor> descriptors, List<Keeper> jvm, List<Told> told, List<String> loops) {
  private static final String DESCRIPTORS = "descriptors.json";
  private static final String POOLS = "pools.json";

  /**
   * A class whose objects have a descriptor.
   *
   * @param type the class
   * @param at the fields with the number
   * @param closed conditions; one that holds means that the number is an old one
   */
  record Descriptor(String type, List<String> at, @Nullable List<String> closed) {}

  /**
   * A class whose objects keep channels for the JDK.
   *
   * @param type the class
   * @param fields the fields that do; all if there are none
   * @param statics whether it is the static fields that do
   * @param itself whether no more belongs to the JDK than what the fields refer to
   */
  record Keeper(String type, @Nullable List<String> fields, boolean statics, boolean itself) {}

  /**
   * What users call a channel.
   *
   * @param type the class of an object on the way to the channel
   * @param as how it is told, or {@code null} for the class itself or the first of its superclasses
   *     that users know
   * @param wraps whether it is told instead of a channel that it holds
   * @param when a condition, or {@code null} if this goes for all
   */
  record Told(String type, @Nullable String as, boolean wraps, @Nullable String when) {}

  /**
   * A class that pools connections. Either its objects stand for one connection each, and say
   * whether it is idle; or they hold all idle ones in some fields and all others in other fields.
   *
   * @param type the class
   * @param title what the pool is called if it has no object
   * @param idleIf conditions; one that holds means that the connection is idle
   * @param connection the field with the connection
   * @param idle the fields with the idle connections
   * @param leased the fields with the others
   * @param pool the field with the pool itself; the object if there is none
   * @param name the field with the name of the pool, from there
   */
  record Pool(
      String type,
      @Nullable String title,
      @Nullable List<String> idleIf,
      @Nullable String connection,
      @Nullable List<String> idle,
      @Nullable List<String> leased,
      @Nullable String pool,
      @Nullable String name) {}

  private record Pools(List<Pool> pools) {}

  static Catalog read() {
    Catalog catalog = read(DESCRIPTORS, Catalog.class);
    return catalog == null ? new Catalog(List.of(), List.of(), List.of(), List.of()) : catalog;
  }

  static List<Pool> readPools() {
    Pools pools = read(POOLS, Pools.class);
    return pools == null ? List.of() : pools.pools();
  }

  private static <T> @Nullable T read(String resource, Class<T> type) {
    try (InputStream in = Catalog.class.getResourceAsStream(resource)) {
      return in == null
          ? null
          : new Gson().fromJson(new InputStreamReader(in, StandardCharsets.UTF_8), type);
    } catch (IOException | JsonParseException e) {
      return null;
    }
  }
}
