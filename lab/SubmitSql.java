import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/** Submits the statements of a SQL file to a running cluster: java SubmitSql.java REST_PORT FILE. */
public class SubmitSql {
    public static void main(String[] arguments) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("execution.target", "remote");
        configuration.setString("rest.address", "127.0.0.1");
        configuration.setString("rest.port", arguments[0]);
        TableEnvironment tables =
                TableEnvironment.create(EnvironmentSettings.newInstance().withConfiguration(configuration).build());
        for (String statement : Files.readString(Path.of(arguments[1])).split(";")) {
            String text = statement.strip();
            if (text.startsWith("SET ")) {
                String[] parts = text.substring(4).replace("'", "").split("=", 2);
                tables.getConfig().set(parts[0].strip(), parts[1].strip());
            } else if (!text.isEmpty()) {
                tables.executeSql(text).getJobClient().ifPresent(job -> System.out.println("Job ID: " + job.getJobID()));
            }
        }
    }
}
