// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections.Frozen;

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>Microsoft's codes and how grave each is by mode ("INF validation errors and warnings", WDK 10.0.26200).</summary>
public static class InfCodes
{
    /// <summary>An error in every mode.</summary>
    private static readonly int[] Errors =
    [
        1000, 1001, 1002, 1003, 1005, 1006, 1008, 1010, 1011, 1013, 1014, 1015, 1016, 1017, 1019, 1020, 1021, 1022,
        1078, 1080, 1081, 1082, 1083, 1084, 1085, 1086, 1087, 1088, 1100, 1101, 1102, 1103, 1110, 1141, 1142, 1150,
        1160, 1180, 1181, 1182, 1199, 1202, 1203, 1204, 1206, 1207, 1208, 1209, 1210, 1211, 1212, 1213, 1214, 1217,
        1218, 1220, 1222, 1223, 1224, 1225, 1226, 1229, 1230, 1233, 1234, 1235, 1241, 1242, 1243, 1245, 1250, 1253,
        1254, 1256, 1257, 1258, 1260, 1261, 1262, 1263, 1264, 1265, 1266, 1267, 1268, 1270, 1271, 1272, 1273, 1274,
        1275, 1280, 1281, 1284, 1285, 1286, 1287, 1288, 1289, 1290, 1292, 1293, 1294, 1295, 1296, 1297, 1299, 1300,
        1301, 1302, 1303, 1310, 1311, 1312, 1313, 1314, 1315, 1316, 1317, 1318, 1319, 1330, 1380, 1381, 1382, 1383,
        1400, 1401, 1420, 1421, 1422, 1423, 1430, 1431, 2006, 2008, 2085, 2090, 2091, 2093, 2400, 2402, 2403, 2405,
        2411, 2412, 2413, 2414, 2415, 2416, 2417, 2418, 2419, 2420, 2500, 2501, 2600, 2601, 2602, 2650, 2651, 2652,
    ];

    /// <summary>The others, as /k, /u, /w: E error, W warning, N nothing.</summary>
    private static readonly (int Code, string Severity)[] Graded =
    [
        (1144, "WEW"), (1201, "WWW"), (1205, "WWW"), (1231, "WEE"), (1251, "WWW"), (1252, "WWW"), (1304, "WEN"),
        (1305, "WEE"), (1306, "WEN"), (1307, "WEE"), (1308, "WEE"), (1309, "WEE"), (1320, "NNE"), (1321, "NNE"),
        (1322, "NNE"), (1323, "NNE"), (1324, "WWE"), (1325, "WWE"), (1326, "WWE"), (1328, "NNW"), (1329, "NNE"),
        (1331, "WEE"), (1332, "WEE"), (1333, "WEE"), (1340, "NNE"), (1341, "NNE"), (1384, "WWW"), (1402, "NNE"),
        (1450, "NNW"), (2004, "WWW"), (2009, "WWW"), (2010, "WWW"), (2083, "WWW"), (2084, "WWE"), (2092, "NNE"),
        (2603, "WEE"), (2660, "NNE"), (2661, "NNE"), (2662, "NNE"), (2663, "NNE"),
    ];

    private static readonly FrozenDictionary<int, string> Table =
        Errors.Select(c => (Code: c, Severity: "EEE")).Concat(Graded).ToFrozenDictionary(p => p.Code, p => p.Severity);

    /// <summary>Every code that Microsoft lists, ascending.</summary>
    public static IEnumerable<int> Known => Table.Keys.Order();

    /// <summary>
    /// /h grades as /w. With no switch the codes from 1300 to 1341, which are the rules of the driver models, are not asked
    /// for; that reading is this project's.
    /// </summary>
    public static InfSeverity Severity(int code, InfVerifMode mode)
    {
        if (mode == InfVerifMode.Basic && code is >= 1300 and <= 1341)
            return InfSeverity.None;
        int column = mode switch
        {
            InfVerifMode.Universal => 1,
            InfVerifMode.Windows or InfVerifMode.Signature => 2,
            _ => 0,
        };
        return Table[code][column] switch { 'E' => InfSeverity.Error, 'W' => InfSeverity.Warning, _ => InfSeverity.None };
    }
}
