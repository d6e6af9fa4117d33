package dev.keepsake.mesos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.artefact.CorruptException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The master's registry, decoded as the master's own endpoint shows it: agents, the unreachable and the gone ones, quotas,
 * weights, maintenance, and what a master must be capable of. Fields of versions unknown here are kept, in base64 under
 * {@code unknown-fields}.
 */
public final class Registry {

    /** How the decoded registry is called among the documents of its source. */
    public static final String DOCUMENT = "registry.json";

    private static final int SLAVES = 2;
    private static final int UNREACHABLE = 7;
    private static final int GONE = 8;
    private static final int MAX_DEPTH = 32;

    private static final Schema SCHEMA = new Schema("""
            Registry: 1 master Master, 2 slaves Slaves, 3 machines Machines, 4 schedules *Schedule, 5 quotas *Quota, 6 weights *Weight, 7 unreachable UnreachableSlaves, 8 gone GoneSlaves, 9 resource_provider_registry Providers, 10 minimum_capabilities *MinimumCapability, 11 quota_configs *QuotaConfig
            Master: 1 info MasterInfo
            Slaves: 1 slaves *Slave
            Slave: 1 info SlaveInfo, 2 drain_info DrainInfo, 3 deactivated bool=false
            UnreachableSlaves: 1 slaves *UnreachableSlave
            UnreachableSlave: 1 id Id, 2 timestamp Time, 3 drain_info DrainInfo, 4 deactivated bool=false
            GoneSlaves: 1 slaves *GoneSlave
            GoneSlave: 1 id Id, 2 timestamp Time
            Machines: 1 machines *Machine
            Machine: 1 info MachineInfo
            MachineInfo: 1 id MachineId, 2 mode (1 UP|2 DRAINING|3 DOWN), 3 unavailability Unavailability
            MachineId: 1 hostname string, 2 ip string
            Unavailability: 1 start Time, 2 duration Time
            Time: 1 nanoseconds int
            Id: 1 value string
            Schedule: 1 windows *Window
            Window: 1 machine_ids *MachineId, 2 unavailability Unavailability
            Quota: 1 info QuotaInfo
            QuotaInfo: 1 role string, 2 principal string, 3 guarantee *Resource
            QuotaConfig: 1 role string, 2 guarantees %Scalar, 3 limits %Scalar
            Weight: 1 info WeightInfo
            WeightInfo: 1 weight double, 2 role string
            MinimumCapability: 1 capability string
            Providers: 1 resource_providers *Provider, 2 removed_resource_providers *Provider
            Provider: 1 id Id, 2 type string, 3 name string
            DrainInfo: 1 state (0 UNKNOWN|1 DRAINING|2 DRAINED), 2 config DrainConfig
            DrainConfig: 1 max_grace_period Time, 2 mark_gone bool=false
            MasterInfo: 1 id string, 2 ip uint, 3 port uint=5050, 4 pid string, 5 hostname string, 6 version string, 7 address Address, 8 domain Domain, 9 capabilities *Capability
            Capability: 1 type (0 UNKNOWN|1 AGENT_UPDATE|2 AGENT_DRAINING|3 QUOTA_V2)
            Address: 1 hostname string, 2 ip string, 3 port int
            Domain: 1 fault_domain FaultDomain
            FaultDomain: 1 region Named, 2 zone Named
            Named: 1 name string
            SlaveInfo: 1 hostname string, 3 resources *Resource, 5 attributes *Attribute, 6 id Id, 7 checkpoint bool=false, 8 port int=5051, 10 domain Domain
            Attribute: 1 name string, 2 type (0 SCALAR|1 RANGES|2 SET|3 TEXT), 3 scalar Scalar, 4 ranges Ranges, 5 text Text, 6 set Set
            Resource: 1 name string, 2 type (0 SCALAR|1 RANGES|2 SET|3 TEXT), 3 scalar Scalar, 4 ranges Ranges, 5 set Set, 6 role string, 7 disk Disk, 8 reservation Reservation, 9 revocable Empty, 10 shared Empty, 11 allocation_info Allocation, 12 provider_id Id, 13 reservations *Reservation
            Scalar: 1 value double
            Ranges: 1 range *Range
            Range: 1 begin uint, 2 end uint
            Set: 1 item *string
            Text: 1 value string
            Empty:
            Allocation: 1 role string
            Reservation: 1 principal string, 2 labels Labels, 3 role string, 4 type (0 UNKNOWN|1 STATIC|2 DYNAMIC)
            Labels: 1 labels *Label
            Label: 1 key string, 2 value string
            Disk: 1 persistence Persistence, 3 source DiskSource
            Persistence: 1 id string, 2 principal string
            DiskSource: 1 type (0 UNKNOWN|1 PATH|2 MOUNT|3 BLOCK|4 RAW), 2 path Root, 3 mount Root, 4 id string, 5 metadata Labels, 6 profile string, 7 vendor string
            Root: 1 root string
            """);

    private final byte[] bytes;
    private final SortedMap<String, Object> fields;

    private Registry(byte[] bytes) throws CorruptException {
        this.bytes = bytes;
        this.fields = decode(Message.parse(bytes, "the registry"), SCHEMA.ofKind("Registry"), 0);
    }

    /** Decodes a registry as it is stored. */
    static Registry parse(byte[] bytes) throws CorruptException {
        return new Registry(bytes);
    }

    private static SortedMap<String, Object> decode(Message message, Map<Integer, Schema.Spec> specs, int depth)
            throws CorruptException {
        if (depth > MAX_DEPTH) {
            throw new CorruptException(message.name() + " has more than " + MAX_DEPTH + " messages within each other");
        }
        SortedMap<String, Object> fields = new TreeMap<>();
        for (Schema.Spec spec : specs.values()) {
            if (spec.otherwise().isPresent()) {
                fields.put(spec.name(), otherwise(spec, spec.otherwise().get()));
            }
        }
        for (Message.Field field : message.fields()) {
            Schema.Spec spec = specs.get(field.number());
            if (spec == null) {
                list(fields, "unknown-fields").add(unknown(field));
            } else if (spec.map()) {
                putEntry(fields, spec, Message.parse(field.bytes(), message.name()), depth);
            } else if (spec.repeated()) {
                list(fields, spec.name()).add(value(field, spec, message.name(), depth));
            } else {
                fields.put(spec.name(), value(field, spec, message.name(), depth));
            }
        }
        return fields;
    }

    private static void putEntry(SortedMap<String, Object> fields, Schema.Spec spec, Message entry, int depth)
            throws CorruptException {
        @SuppressWarnings("unchecked")
        Map<String, Object> map = (Map<String, Object>) fields.computeIfAbsent(spec.name(), name -> new TreeMap<>());
        String key = new String(entry.requiredBytes(1), StandardCharsets.UTF_8);
        map.put(key, decode(entry.required(2), SCHEMA.fields(spec), depth + 1));
    }

    private static Object otherwise(Schema.Spec spec, String text) {
        return spec.type() == Schema.Type.FLAG ? Boolean.valueOf(text) : Long.valueOf(text);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(SortedMap<String, Object> fields, String name) {
        return (List<Object>) fields.computeIfAbsent(name, absent -> new ArrayList<>());
    }

    private static Object unknown(Message.Field field) {
        boolean bytes = field.wire() == Message.BYTES;
        return new TreeMap<>(Map.of(
                "number",
                field.number(),
                bytes ? "bytes" : "value",
                bytes ? Base64.getEncoder().encodeToString(field.bytes()) : Long.toUnsignedString(field.value())));
    }

    private static Object value(Message.Field field, Schema.Spec spec, String name, int depth) throws CorruptException {
        int wire = switch (spec.type()) {
            case TEXT, BASE64, MESSAGE -> Message.BYTES;
            case DOUBLE -> Message.FIXED64;
            case SIGNED, UNSIGNED, FLAG, ENUMERATION -> Message.VARINT;
        };
        if (field.wire() != wire) {
            throw new CorruptException(name + ": '" + spec.name() + "' is of kind " + field.wire() + " instead of "
                    + wire + ", at byte " + field.from());
        }
        return switch (spec.type()) {
            case TEXT -> field.text();
            case BASE64 -> Base64.getEncoder().encodeToString(field.bytes());
            case SIGNED, UNSIGNED -> field.value();
            case DOUBLE -> Double.longBitsToDouble(field.value());
            case FLAG -> field.value() != 0;
            case ENUMERATION -> {
                String known = spec.names().get((int) field.value());
                yield known != null ? known : (Object) field.value();
            }
            case MESSAGE -> decode(Message.parse(field.bytes(), name), SCHEMA.fields(spec), depth + 1);
        };
    }

    /** All of it, as maps, lists, texts and numbers, in the order of names. */
    public SortedMap<String, Object> fields() {
        return fields;
    }

    /** All of it as JSON in one line, in the order of names. */
    public byte[] json() {
        try {
            return new ObjectMapper().writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, texts and numbers are always JSON", e);
        }
    }

    /** How many agents are admitted. */
    public int agents() {
        return entries("slaves");
    }

    /** How many agents are unreachable. */
    public int unreachable() {
        return entries("unreachable");
    }

    /** How many agents were marked gone. */
    public int gone() {
        return entries("gone");
    }

    /** What the master that opens it must be capable of. */
    public List<String> minimumCapabilities() {
        List<String> names = new ArrayList<>();
        if (fields.get("minimum_capabilities") instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> capability) {
                    names.add(String.valueOf(capability.get("capability")));
                }
            }
        }
        return names;
    }

    private int entries(String name) {
        return fields.get(name) instanceof Map<?, ?> message && message.get("slaves") instanceof List<?> all
                ? all.size()
                : 0;
    }

    /** The same as stored, without its agents or without the gone ones; every other byte is kept. */
    byte[] without(boolean agents, boolean goneAgents) throws CorruptException {
        Set<Integer> dropped = new HashSet<>();
        if (agents) {
            dropped.addAll(Set.of(SLAVES, UNREACHABLE));
        }
        if (goneAgents) {
            dropped.add(GONE);
        }
        return Message.parse(bytes, "the registry").without(dropped);
    }

    /** What it holds, in words. */
    public Optional<String> version() {
        return fields.get("master") instanceof Map<?, ?> master && master.get("info") instanceof Map<?, ?> info
                ? Optional.ofNullable(info.get("version")).map(String::valueOf)
                : Optional.empty();
    }
}
