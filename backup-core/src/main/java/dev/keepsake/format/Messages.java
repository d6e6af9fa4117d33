package dev.keepsake.format;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages of Protocol Buffers that programs are known to keep in znodes, and what their fields are called. */
final class Messages {

    /** A message in each line: its name, then fields as {@code name=number:type}; the words of an enum count from 0. */
    private static final String KNOWN = """
            Id value=1:text
            Parameter key=1:text value=2:text
            Port number=1:int name=2:text protocol=3:text
            Scalar value=1:double
            Range begin=1:int end=2:int
            Ranges range=1:Range*
            Items item=1:text*
            Resource name=1:text type=2:SCALAR|RANGES|SET|TEXT scalar=3:Scalar ranges=4:Ranges set=5:Items role=6:text
            Uri value=1:text executable=2:bool extract=3:bool cache=4:bool output_file=5:text
            Variable name=1:text value=2:text
            Environment variables=1:Variable*
            CommandInfo uris=1:Uri* environment=2:Environment value=3:text user=5:text shell=6:bool arguments=7:text*
            Address hostname=1:text ip=2:text port=3:int
            MasterInfo id=1:text ip=2:int port=3:int pid=4:text hostname=5:text version=6:text address=7:Address
            Constraint field=1:text operator=2:UNIQUE|LIKE|CLUSTER|GROUP_BY|UNLIKE|MAX_PER|IS value=3:text
            HealthCheck protocol=1:HTTP|TCP|COMMAND|HTTPS|MESOS_HTTP|MESOS_HTTPS|MESOS_TCP portIndex=2:int \
            gracePeriodSeconds=3:int intervalSeconds=4:int timeoutSeconds=5:int path=6:text \
            maxConsecutiveFailures=7:int command=8:CommandInfo ignoreHttp1xx=9:bool port=10:int delaySeconds=11:int \
            portName=12:text
            ReadinessCheck name=1:text protocol=2:HTTP|HTTPS path=3:text portName=4:text intervalMillis=5:int \
            timeoutMillis=6:int httpStatusCodeForReady=7:int* preserveLastResponse=8:bool
            Network mode=1:UNKNOWN|HOST|CONTAINER|BRIDGE name=2:text labels=3:Parameter*
            Upgrade minimumHealthCapacity=1:double maximumOverCapacity=2:double
            Roles role=1:text*
            Residency relaunchEscalationTimeoutSeconds=1:int taskLostBehavior=2:RELAUNCH_AFTER_TIMEOUT|WAIT_FOREVER
            SecretRef secretId=1:text
            EnvReference type=1:UNKNOWN|SECRET name=2:text secretRef=3:SecretRef
            Secret id=1:text source=2:text
            Unreachable inactiveAfterSeconds=1:int expungeAfterSeconds=2:int
            Mapping host_port=1:int container_port=2:int protocol=3:text name=4:text labels=5:Parameter* \
            service_port=6:int
            OldMapping host_port=1:int container_port=2:int protocol=3:text name=4:text labels=5:Parameter* \
            service_port=100:int
            Docker image=1:text network=2:|HOST|BRIDGE|NONE|USER port_mappings=3:OldMapping* privileged=4:bool \
            parameters=5:Parameter* force_pull_image=6:bool
            MesosDocker image=1:text force_pull_image=3:bool
            MesosAppC image=1:text id=2:text labels=3:Parameter* force_pull_image=4:bool
            Persistent size=1:int type=2:UNKNOWN|PATH|MOUNT|BLOCK|RAW constraints=3:Constraint* maxSize=4:int
            External size=1:int name=2:text provider=3:text options=4:Parameter*
            Volume container_path=1:text host_path=2:text mode=3:|RW|RO persistent=5:Persistent external=6:External
            Container type=1:|DOCKER|MESOS volumes=2:Volume* docker=3:Docker mesosDocker=4:MesosDocker \
            mesosAppC=5:MesosAppC port_mappings=6:Mapping*
            App id=1:text cmd=2:CommandInfo instances=3:int resources=4:Resource* description=5:text ports=6:int* \
            constraints=7:Constraint* executor=8:text version=11:text healthChecks=12:HealthCheck* backoff=13:int \
            backoffFactor=14:double upgradeStrategy=15:Upgrade dependencies=16:text* storeUrls=17:text* \
            require_ports=18:bool container=19:Container labels=20:Parameter* maxLaunchDelay=21:int \
            acceptedResourceRoles=22:Roles last_scaling_at=23:int last_config_change_at=24:int residency=26:Residency \
            portDefinitions=27:Port* readinessCheckDefinition=28:ReadinessCheck* secrets=29:Secret* \
            envVarReferences=30:EnvReference* taskKillGracePeriod=31:int unreachableStrategy=32:Unreachable \
            killSelection=33:|YoungestFirst|OldestFirst networks=34:Network*
            Json json=1:text
            Reference id=1:text version=2:text
            Group id=1:text version=2:text apps_in_full=3:App* groups=4:Group* dependencies=5:text* apps=6:Reference* \
            pods=7:Reference* pods_in_full=8:Json*
            Deployment id=1:text timestamp=2:text original=4:Group target=5:Group original_root_version=6:text \
            target_root_version=7:text
            TaskFailure app_id=1:text task_id=2:Id state=3:STARTING|RUNNING|FINISHED|FAILED|KILLED|LOST|STAGING|ERROR|\
            KILLING|DROPPED|UNREACHABLE|GONE|GONE_BY_OPERATOR|UNKNOWN message=4:text host=5:text version=6:text \
            timestamp=7:text slaveId=8:Id
            StorageVersion major=1:int minor=2:int patch=3:int format=4:LEGACY|PERSISTENCE_STORE
            Entry name=1:text uuid=2:bytes value=3:bytes compressed=4:bool
            ServerName host_name=1:text port=2:int start_code=3:int
            HBaseMaster master=1:ServerName rpc_version=2:int info_port=3:int
            HBaseMeta server=1:ServerName rpc_version=2:int \
            state=3:OFFLINE|PENDING_OPEN|OPENING|OPEN|PENDING_CLOSE|CLOSING|CLOSED|SPLITTING|SPLIT
            HBaseRunning start_date=1:text
            HBaseId cluster_id=1:text
            HBaseTable state=1:ENABLED|DISABLED|DISABLING|ENABLING
            HBaseSwitch enabled=1:bool
            """;

    private static final Pattern FIELD = Pattern.compile("(\\w+)=(\\d+):(\\S+)");
    private static final Map<String, Map<Integer, Field>> MESSAGES = read();

    private Messages() {}

    /** The fields of a message by their numbers. */
    static Map<Integer, Field> fields(String message) {
        Map<Integer, Field> fields = MESSAGES.get(message);
        if (fields == null) {
            throw new IllegalArgumentException("no message " + message);
        }
        return fields;
    }

    private static Map<String, Map<Integer, Field>> read() {
        Map<String, Map<Integer, Field>> messages = new HashMap<>();
        for (String line : KNOWN.lines().toList()) {
            Map<Integer, Field> fields = new HashMap<>();
            Matcher field = FIELD.matcher(line);
            while (field.find()) {
                fields.put(Integer.valueOf(field.group(2)), Field.of(field.group(1), field.group(3)));
            }
            messages.put(line.substring(0, line.indexOf(' ')), Map.copyOf(fields));
        }
        return Map.copyOf(messages);
    }
}
