using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace XrayPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AddPullRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "PullRules",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Archive = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Modalities = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    BodyParts = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Since = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    EveryMinutes = table.Column<int>(type: "INTEGER", nullable: false),
                    IsOn = table.Column<bool>(type: "INTEGER", nullable: false),
                    LastRunAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastNew = table.Column<int>(type: "INTEGER", nullable: false),
                    TotalNew = table.Column<int>(type: "INTEGER", nullable: false),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    ReasonSentence = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    CreatedByName = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PullRules", x => x.Id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PullRules");
        }
    }
}
